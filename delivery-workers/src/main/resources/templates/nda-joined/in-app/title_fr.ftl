Vous faites partie du groupe NDA
