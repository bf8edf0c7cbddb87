Vous êtes membre à part entière du groupe NDA. Ce que vous y apprendrez n’est pas encore public : merci de le garder pour vous.
