import requests
import json

url = '@URL@/v1/invoices/@INVOICE@'
headers = {
  'Authorization': 'Bearer @KEY@',
  'Content-Type': 'application/json',
  'Accept': 'application/json'
}

response = requests.request('GET', url, headers=headers)
response.json()
