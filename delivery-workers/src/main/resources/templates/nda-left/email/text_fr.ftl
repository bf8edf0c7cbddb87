Bonjour<#if memberName??> ${memberName}</#if>,

Votre adhésion au groupe NDA de ${siteName} a pris fin<#if occurredOn??> le ${occurredOn?date.iso?string.long}</#if><#if reason??>, pour la raison suivante :

  « ${reason} »

<#else>.

</#if>
Vous ne recevez plus les nouvelles du groupe et n’avez plus accès à ses pages. Ce que vous avez appris en tant que membre reste confidentiel jusqu’à son annonce publique.

Si vous souhaitez revenir, vous pouvez en faire la demande : ${linkUrl!siteUrl}

Merci d’en avoir fait partie,
l’équipe ${siteName}
<#if preferencesUrl??>

Choisir ce que vous souhaitez recevoir : ${preferencesUrl}
</#if>
