Hi ${memberName!"there"},

You are now a full member of the NDA group on ${siteName}<#if occurredOn??>, since ${occurredOn?date.iso?string.long}</#if>.

From here on you may hear about things that are not public yet. Please keep them to yourself until they are; the agreement you signed says exactly what that covers.

The group and its members: ${linkUrl!siteUrl}

Thank you for joining,
the ${siteName} team
<#if preferencesUrl??>

Choose what you want to hear about: ${preferencesUrl}
</#if>
