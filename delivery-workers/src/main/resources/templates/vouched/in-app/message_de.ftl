${voucherName!"Ein Mitglied"} hat sich für Sie verbürgt. Alles, was bestätigten Mitgliedern offensteht, steht nun auch Ihnen offen.
