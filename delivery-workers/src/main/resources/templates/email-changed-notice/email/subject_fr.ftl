Votre adresse sur ${siteName} a été modifiée
