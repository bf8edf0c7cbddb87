Hi ${memberName!"there"},

The change of your e-mail address on ${siteName} has worked: from now on we write to ${newEmail}<#if oldEmail??>, and no longer to ${oldEmail}</#if>.

What you chose to hear about has not changed, and newsletters you get from us move along.

Your profile: ${linkUrl!siteUrl}

If you did not ask for this, please reply to this mail.

The ${siteName} team
<#if preferencesUrl??>

Choose what you want to hear about: ${preferencesUrl}
</#if>
