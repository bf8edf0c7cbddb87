Hi ${memberName!"there"},

The e-mail address of your profile on ${siteName} has been changed<#if occurredOn??> on ${occurredOn?date.iso?string.long}</#if>:

  from  ${oldEmail}
  to    ${newEmail}

From now on, mail for you goes to the new address. This is the last one to ${oldEmail}.

If this was you, there is nothing to do. If it was not, somebody else may have got into your account: please reply to this mail at once, so that we can put it right.

The ${siteName} team
${siteUrl}
