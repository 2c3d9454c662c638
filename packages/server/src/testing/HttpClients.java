import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Java's HTTP client as it is by default: it offers an upgrade to HTTP/2 with its requests. Prints what it is answered. */
class HttpClients {
  public static void main(String[] arguments) throws Exception {
    String server = arguments[0];
    HttpClient client = HttpClient.newHttpClient();
    for (int time = 0; time < 2; time += 1) {
      tell(client, HttpRequest.newBuilder(URI.create(server + "/api/v1/pools")).build());
      HttpRequest.Builder post = HttpRequest.newBuilder(URI.create(server + "/api/v1/mask"));
      String body = "{\"expression\":\"gpu\"" + " ".repeat(100_000) + "}";
      tell(client, post.header("content-type", "application/json").POST(BodyPublishers.ofString(body)).build());
    }
    CompletableFuture<String> told = new CompletableFuture<>();
    URI events = URI.create(server.replace("http", "ws") + "/api/v1/events");
    WebSocket socket =
        client
            .newWebSocketBuilder()
            .buildAsync(
                events,
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean isLast) {
                    told.complete(text.subSequence(0, 18).toString());
                    return null;
                  }
                })
            .join();
    System.out.println(told.join());
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
  }

  private static void tell(HttpClient client, HttpRequest request) throws Exception {
    var response = client.send(request, BodyHandlers.ofString());
    System.out.println(request.method() + " " + response.statusCode() + " " + response.version());
  }
}
