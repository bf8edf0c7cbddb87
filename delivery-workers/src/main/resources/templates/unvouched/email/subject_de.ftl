Ihr Profil auf ${siteName} ist nicht mehr bestätigt
