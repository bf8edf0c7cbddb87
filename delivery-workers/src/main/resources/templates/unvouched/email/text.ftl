Hi ${memberName!"there"},

The last vouch for your profile on ${siteName} has been withdrawn.

Your profile and everything in it stay as they are. What is open to vouched members only is closed to you for now; as soon as a member vouches for you again, it opens again.

Your profile: ${linkUrl!siteUrl}

If you think this is a mistake, please talk to the member who had vouched for you, or reply to this mail.

The ${siteName} team
<#if preferencesUrl??>

Choose what you want to hear about: ${preferencesUrl}
</#if>
