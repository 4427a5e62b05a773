import requests

API_KEY = "@KEY@"
BASE_URL = "@URL@"

def create_invoice(amount, description=""):
    resp = requests.post(f"{BASE_URL}/api/v1/invoices",
        headers={"X-API-Key": API_KEY, "Content-Type": "application/json"},
        json={"amount": amount, "description": description})
    return resp.json()

def check_invoice(invoice_id):
    resp = requests.get(f"{BASE_URL}/api/v1/invoices/{invoice_id}",
        headers={"X-API-Key": API_KEY})
    return resp.json()

# Create a 100 A7A5 invoice
inv = create_invoice(100.0, "Premium план")
print(f"Payment URL: {BASE_URL}{inv['payment_url']}")
