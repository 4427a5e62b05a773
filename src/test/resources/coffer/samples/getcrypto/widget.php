$client = new \GuzzleHttp\Client();
$response = $client->get(
    '@URL@/v1/widget',
    [
        'headers' => [
            'Authorization' => 'Bearer @KEY@',
            'Content-Type' => 'application/json',
            'Accept' => 'application/json',
        ],
        'query' => [
            'project_id' => '@PROJECT@',
            'currency' => 'eur',
            'language' => 'en',
            'amount' => '11',
            'order_id' => 'ORD_123',
        ],
    ]
);
$body = $response->getBody();
print_r(json_decode((string) $body));
