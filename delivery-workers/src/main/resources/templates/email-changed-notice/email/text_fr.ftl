Bonjour<#if memberName??> ${memberName}</#if>,

L’adresse électronique de votre profil sur ${siteName} a été modifiée<#if occurredOn??> le ${occurredOn?date.iso?string.long}</#if> :

  ancienne adresse : ${oldEmail}
  nouvelle adresse : ${newEmail}

Nos messages iront désormais à la nouvelle adresse. Celui-ci est le dernier envoyé à ${oldEmail}.

Si cette modification vient de vous, vous n’avez rien à faire. Sinon, quelqu’un d’autre a peut-être accès à votre compte : répondez tout de suite à ce message, afin que nous puissions y remédier.

L’équipe ${siteName}
${siteUrl}
