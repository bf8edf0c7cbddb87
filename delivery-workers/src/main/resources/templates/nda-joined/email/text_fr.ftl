Bonjour<#if memberName??> ${memberName}</#if>,

Vous êtes membre à part entière du groupe NDA de ${siteName}<#if occurredOn??> depuis le ${occurredOn?date.iso?string.long}</#if>.

Vous pourrez désormais avoir connaissance d’informations qui ne sont pas encore publiques. Merci de les garder pour vous jusqu’à leur annonce ; l’accord que vous avez signé en précise l’étendue.

Le groupe et ses membres : ${linkUrl!siteUrl}

Merci de nous avoir rejoints,
l’équipe ${siteName}
<#if preferencesUrl??>

Choisir ce que vous souhaitez recevoir : ${preferencesUrl}
</#if>
