package io.github.dl4jinpaint.examples.server;

import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HandlerType;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keeps pages of other sites from using a server through their visitors' browsers. A browser names
 * the page's site in {@code Origin}, which has to be the server's own, or one that was allowed. A
 * site that lets its own name lead to this machine (DNS rebinding) has its name in {@code Host}:
 * where the server is for this machine only, no other names than this machine's are answered, and
 * the one that the server was told to listen on.
 */
final class SameOrigin {

  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

  private static final Pattern ORIGIN =
      Pattern.compile("https?://([a-z0-9._-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");

  private final String given;
  private final boolean local;
  private final List<String> allowed;

  /**
   * @param given the name or address that the server was told to listen on, as it is in a URL
   * @param bound the address that it means
   * @param allowed further origins, such as {@code https://example.org}
   */
  SameOrigin(String given, InetAddress bound, List<String> allowed) {
    this.given = given.toLowerCase(Locale.ROOT);
    this.local = bound.isLoopbackAddress();
    this.allowed = allowed;
  }

  /**
   * Refuses what no browser would name as a page's origin, and so would never be allowed.
   *
   * @throws IllegalArgumentException where it is none; the message says what is expected
   */
  static void requireOrigin(String origin) {
    if (!ORIGIN.matcher(origin).matches()) {
      throw new IllegalArgumentException(
          "\"%s\" is no origin: expected http:// or https://, a name in small letters and perhaps a port, without a path, such as https://example.org"
              .formatted(origin));
    }
  }

  void check(Context request) {
    String host = request.host();
    if (local && (host == null || !ours(name(host)))) {
      throw new ForbiddenResponse(
          "This server is for its own machine only: it answers to localhost, not to " + host + ".");
    }
    String origin = request.header("Origin");
    if (changes(request) && origin != null && !allowed.contains(origin) && !own(origin, host)) {
      throw new ForbiddenResponse(
          "Pages of %s may not use this server, unless it is started with --allow-origin %s."
              .formatted(origin, origin));
    }
  }

  private boolean ours(String name) {
    return THIS_MACHINE.contains(name) || name.equals(given);
  }

  private static boolean changes(Context request) {
    return !Set.of(HandlerType.GET, HandlerType.HEAD).contains(request.method());
  }

  private static boolean own(String origin, String host) {
    return origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
  }

  private static String name(String host) {
    int port = host.lastIndexOf(':');
    boolean hasPort = port > host.lastIndexOf(']');
    return (hasPort ? host.substring(0, port) : host).toLowerCase(Locale.ROOT);
  }
}
