import requests
import json

url = '@URL@/v1/widget'
params = {
  'project_id': '@PROJECT@',
  'currency': 'eur',
  'language': 'en',
  'amount': '11',
  'order_id': 'ORD_123',
}
headers = {
  'Authorization': 'Bearer @KEY@',
  'Content-Type': 'application/json',
  'Accept': 'application/json'
}

response = requests.request('GET', url, headers=headers, params=params)
response.json()
