Your e-mail address has been changed
