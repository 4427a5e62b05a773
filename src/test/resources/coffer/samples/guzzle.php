<?php
// Stands in for the client that the PHP samples are written for: the same calls, over PHP's own streams.
namespace GuzzleHttp;

final class BadResponseException extends \RuntimeException {}

final class Response
{
    public function __construct(private string $body) {}

    public function getBody(): string
    {
        return $this->body;
    }
}

final class Client
{
    public function get(string $url, array $options): Response
    {
        return $this->send('GET', $url, $options);
    }

    public function post(string $url, array $options): Response
    {
        return $this->send('POST', $url, $options);
    }

    private function send(string $method, string $url, array $options): Response
    {
        if (isset($options['query'])) $url .= '?' . http_build_query($options['query']);
        $headers = [];
        foreach ($options['headers'] as $name => $value) $headers[] = "$name: $value";
        $http = ['method' => $method, 'header' => $headers, 'ignore_errors' => true];
        if (isset($options['json'])) $http['content'] = json_encode($options['json']);
        $body = file_get_contents($url, false, stream_context_create(['http' => $http]));
        $status = (int) explode(' ', $http_response_header[0])[1];
        if ($status >= 400) throw new BadResponseException("$method $url resulted in $status", $status);
        return new Response($body);
    }
}
