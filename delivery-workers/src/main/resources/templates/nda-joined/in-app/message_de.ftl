Sie sind vollwertiges Mitglied der NDA-Gruppe. Was Sie dort erfahren, ist noch nicht öffentlich: Bitte behalten Sie es für sich.
