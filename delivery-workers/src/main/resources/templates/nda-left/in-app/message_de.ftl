Ihre Mitgliedschaft in der NDA-Gruppe hat geendet. Was Sie dort erfahren haben, bleibt vertraulich; Sie können erneut um Aufnahme bitten.
