package coffer.http;

import io.javalin.http.Context;

/// An answer that failed after its first bytes were sent.
public final class UnfinishedAnswer {
  private UnfinishedAnswer() {}

  /// Closes the connection, so that the client sees that the answer is not whole. Before the first
  /// byte it does nothing but forget what was written: an error can still be answered.
  public static void cut(Context ctx) {
    if (ctx.res().isCommitted()) {
      Connections.close(ctx);
    } else {
      ctx.res().resetBuffer();
      ctx.res().setHeader("Content-Disposition", null);
    }
  }
}
