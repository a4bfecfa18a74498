-- Every word that a reason of an order, a touch, a credit or a ratio may be, with the sentence that explains it.
SELECT about, reason, sentence FROM reasons ORDER BY about, reason
