Hi ${memberName!"there"},

Your membership of the NDA group on ${siteName} has ended<#if occurredOn??> on ${occurredOn?date.iso?string.long}</#if><#if reason??>, for this reason:

  "${reason}"

<#else>.

</#if>
You no longer get the group's news and cannot open its pages. What you learned as a member stays confidential until it is public.

If you want to come back, you can ask to join again: ${linkUrl!siteUrl}

Thank you for having been part of it,
the ${siteName} team
<#if preferencesUrl??>

Choose what you want to hear about: ${preferencesUrl}
</#if>
