Vous ne faites plus partie du groupe NDA
