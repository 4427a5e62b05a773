import requests
import json

url = '@URL@/v1/invoices'
payload = {
    "language": "en",
    "input_amount": 9,
    "currency": "rub",
    "cryptocurrency": "btc",
    "project_id": "@PROJECT@",
    "order_id": "ORD_123",
    "network": "bep20",
    "custom_fields": "{\"custom_field_1\": \"value_1\", \"custom_field_2\": \"value_2\"}"
}
headers = {
  'Authorization': 'Bearer @KEY@',
  'Content-Type': 'application/json',
  'Accept': 'application/json'
}

response = requests.request('POST', url, headers=headers, json=payload)
response.json()
