Guten Tag<#if memberName??> ${memberName}</#if>,

Die E-Mail-Adresse Ihres Profils auf ${siteName} wurde<#if occurredOn??> am ${occurredOn?date.iso?string.long}</#if> geändert:

  bisherige Adresse: ${oldEmail}
  neue Adresse: ${newEmail}

Mails an Sie gehen ab jetzt an die neue Adresse. Diese hier ist die letzte an ${oldEmail}.

Wenn Sie das selbst waren, brauchen Sie nichts zu tun. Wenn nicht, hat vielleicht jemand anderes Zugang zu Ihrem Konto: Antworten Sie bitte sofort auf diese Mail, damit wir das in Ordnung bringen können.

Ihr Team von ${siteName}
${siteUrl}
