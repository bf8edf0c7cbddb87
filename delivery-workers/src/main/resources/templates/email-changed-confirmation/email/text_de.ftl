Guten Tag<#if memberName??> ${memberName}</#if>,

Die Änderung Ihrer E-Mail-Adresse auf ${siteName} hat geklappt: Ab jetzt schreiben wir an ${newEmail}<#if oldEmail??> und nicht mehr an ${oldEmail}</#if>.

Was Sie von uns erfahren möchten, ist geblieben, wie Sie es gewählt haben, und Newsletter, die Sie von uns bekommen, ziehen mit um.

Ihr Profil: ${linkUrl!siteUrl}

Wenn Sie das nicht veranlasst haben, antworten Sie bitte auf diese Mail.

Ihr Team von ${siteName}
<#if preferencesUrl??>

Auswählen, worüber Sie informiert werden: ${preferencesUrl}
</#if>
