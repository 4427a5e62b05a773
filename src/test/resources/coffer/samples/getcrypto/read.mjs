const url = new URL(
    "@URL@/v1/invoices/@INVOICE@"
);

const headers = {
    "Authorization": "Bearer @KEY@",
    "Content-Type": "application/json",
    "Accept": "application/json",
};

fetch(url, {
    method: "GET",
    headers,
}).then(response => response.json());
