Ab jetzt schreiben wir an ${newEmail}. Wenn Sie das nicht veranlasst haben, sagen Sie es uns bitte sofort.
