curl -X POST @URL@/api/v1/invoices \
  -H "X-API-Key: @KEY@" \
  -H "Content-Type: application/json" \
  -d '{"amount": 100.00, "description": "Заказ #42", "order_id": "42"}'
