Votre profil sur ${siteName} n’est plus validé
