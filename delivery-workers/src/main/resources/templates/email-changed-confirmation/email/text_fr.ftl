Bonjour<#if memberName??> ${memberName}</#if>,

Le changement de votre adresse électronique sur ${siteName} a bien été enregistré : nous vous écrirons désormais à ${newEmail}<#if oldEmail??>, et non plus à ${oldEmail}</#if>.

Ce que vous avez choisi de recevoir ne change pas, et les lettres d’information que nous vous envoyons vous suivent.

Votre profil : ${linkUrl!siteUrl}

Si vous n’êtes pas à l’origine de ce changement, merci de répondre à ce message.

L’équipe ${siteName}
<#if preferencesUrl??>

Choisir ce que vous souhaitez recevoir : ${preferencesUrl}
</#if>
