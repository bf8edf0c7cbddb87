Bonjour<#if memberName??> ${memberName}</#if>,

Plus aucun membre ne se porte garant pour vous sur ${siteName} : le dernier soutien à votre profil a été retiré.

Votre profil et tout ce qu’il contient restent en l’état. Ce qui est réservé aux membres validés vous est fermé pour l’instant ; dès qu’un membre se portera garant pour vous, vous y aurez de nouveau accès.

Votre profil : ${linkUrl!siteUrl}

Si vous pensez qu’il s’agit d’une erreur, adressez-vous au membre qui s’était porté garant pour vous, ou répondez à ce message.

L’équipe ${siteName}
<#if preferencesUrl??>

Choisir ce que vous souhaitez recevoir : ${preferencesUrl}
</#if>
