Hi ${memberName!"there"},

<#if voucherName??>
${voucherName} has vouched for you on ${siteName}.

<#else>
Somebody has vouched for you on ${siteName}.

</#if>
Your profile now counts as vouched, so you can see and join everything that is open to vouched members.
<#if (vouches!"1") != "1">
You have ${vouches} vouches in all.
</#if>

Have a look: ${siteUrl}

Welcome!
The ${siteName} team
<#if preferencesUrl??>

Choose what you want to hear about: ${preferencesUrl}
</#if>
