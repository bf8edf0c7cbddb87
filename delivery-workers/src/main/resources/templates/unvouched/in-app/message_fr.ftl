Plus aucun membre ne se porte garant pour vous. Votre profil reste en l’état ; dès qu’un membre se portera garant pour vous, ce qui vous est fermé s’ouvrira de nouveau.
