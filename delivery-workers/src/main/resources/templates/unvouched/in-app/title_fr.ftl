Votre profil n’est plus validé
