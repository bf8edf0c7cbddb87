Votre adresse électronique a été modifiée
