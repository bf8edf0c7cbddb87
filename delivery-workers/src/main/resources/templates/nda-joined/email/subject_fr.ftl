Vous faites partie du groupe NDA de ${siteName}
