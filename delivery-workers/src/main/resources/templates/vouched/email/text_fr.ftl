Bonjour<#if memberName??> ${memberName}</#if>,

${voucherName!"Un membre"} s’est porté garant pour vous sur ${siteName}.

Votre profil est désormais validé : tout ce qui est ouvert aux membres validés l’est aussi pour vous.
<#if (vouches!"1") != "1">
Vous avez ${vouches} soutiens en tout.
</#if>

À découvrir ici : ${siteUrl}

Bienvenue !
L’équipe ${siteName}
<#if preferencesUrl??>

Choisir ce que vous souhaitez recevoir : ${preferencesUrl}
</#if>
