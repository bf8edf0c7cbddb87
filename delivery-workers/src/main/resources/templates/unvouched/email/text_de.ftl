Guten Tag<#if memberName??> ${memberName}</#if>,

Die letzte Bürgschaft für Ihr Profil auf ${siteName} wurde zurückgezogen.

Ihr Profil bleibt mit allem, was darin steht, wie es ist. Was nur bestätigten Mitgliedern offensteht, ist Ihnen vorerst verschlossen; sobald sich wieder ein Mitglied für Sie verbürgt, haben Sie erneut Zugang.

Ihr Profil: ${linkUrl!siteUrl}

Wenn Sie das für einen Irrtum halten, sprechen Sie bitte mit dem Mitglied, das sich für Sie verbürgt hatte, oder antworten Sie auf diese Mail.

Ihr Team von ${siteName}
<#if preferencesUrl??>

Auswählen, worüber Sie informiert werden: ${preferencesUrl}
</#if>
