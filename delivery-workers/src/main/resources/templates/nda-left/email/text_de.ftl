Guten Tag<#if memberName??> ${memberName}</#if>,

Ihre Mitgliedschaft in der NDA-Gruppe von ${siteName} hat<#if occurredOn??> am ${occurredOn?date.iso?string.long}</#if> geendet<#if reason??>, aus diesem Grund:

  „${reason}“

<#else>.

</#if>
Sie erhalten keine Nachrichten der Gruppe mehr und können ihre Seiten nicht mehr öffnen. Was Sie als Mitglied erfahren haben, bleibt bis zur Veröffentlichung vertraulich.

Wenn Sie zurückkommen möchten, können Sie erneut um Aufnahme bitten: ${linkUrl!siteUrl}

Danke, dass Sie dabei waren!
Ihr Team von ${siteName}
<#if preferencesUrl??>

Auswählen, worüber Sie informiert werden: ${preferencesUrl}
</#if>
