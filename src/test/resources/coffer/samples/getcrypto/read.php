$client = new \GuzzleHttp\Client();
$response = $client->get(
    '@URL@/v1/invoices/@INVOICE@',
    [
        'headers' => [
            'Authorization' => 'Bearer @KEY@',
            'Content-Type' => 'application/json',
            'Accept' => 'application/json',
        ],
    ]
);
$body = $response->getBody();
print_r(json_decode((string) $body));
