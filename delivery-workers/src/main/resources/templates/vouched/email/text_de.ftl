Guten Tag<#if memberName??> ${memberName}</#if>,

${voucherName!"Ein Mitglied"} hat sich auf ${siteName} für Sie verbürgt.

Ihr Profil gilt jetzt als bestätigt. Alles, was bestätigten Mitgliedern offensteht, steht nun auch Ihnen offen.
<#if (vouches!"1") != "1">
Sie haben insgesamt ${vouches} Bürgschaften.
</#if>

Schauen Sie sich um: ${siteUrl}

Herzlich willkommen!
Ihr Team von ${siteName}
<#if preferencesUrl??>

Auswählen, worüber Sie informiert werden: ${preferencesUrl}
</#if>
