Ihr Profil ist nicht mehr bestätigt
