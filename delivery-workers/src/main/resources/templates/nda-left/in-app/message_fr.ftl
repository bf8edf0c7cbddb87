Votre adhésion au groupe NDA a pris fin. Ce que vous y avez appris reste confidentiel ; vous pouvez demander à revenir.
