Guten Tag<#if memberName??> ${memberName}</#if>,

Sie sind<#if occurredOn??> seit dem ${occurredOn?date.iso?string.long}</#if> vollwertiges Mitglied der NDA-Gruppe von ${siteName}.

Ab jetzt erfahren Sie möglicherweise Dinge, die noch nicht öffentlich sind. Bitte behalten Sie diese bis zur Veröffentlichung für sich; was genau darunterfällt, steht in der Vereinbarung, die Sie unterschrieben haben.

Die Gruppe und ihre Mitglieder: ${linkUrl!siteUrl}

Danke, dass Sie dabei sind!
Ihr Team von ${siteName}
<#if preferencesUrl??>

Auswählen, worüber Sie informiert werden: ${preferencesUrl}
</#if>
