curl @URL@/api/v1/invoices/@INVOICE@ \
  -H "X-API-Key: @KEY@"
