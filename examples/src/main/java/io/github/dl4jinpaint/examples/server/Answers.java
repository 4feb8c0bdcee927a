package io.github.dl4jinpaint.examples.server;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.MethodNotAllowedResponse;
import java.util.Map;
import java.util.Set;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is told in JSON: values, and what is wrong. */
final class Answers {

  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private Answers() {}

  /** Tells why a request isn't done. */
  static void refuse(HttpResponseException refusal, Context context) {
    if (refusal instanceof MethodNotAllowedResponse) {
      refuseMethod(context, refusal.getDetails().get("availableMethods"));
    } else if (refusal.getStatus() == HttpStatus.NOT_FOUND.getCode()) {
      refusePath(context);
    } else {
      answer(context, HttpStatus.forStatus(refusal.getStatus()), refusal.getMessage());
    }
  }

  /** Whatever isn't the API is files, which are only read. */
  private static void refusePath(Context context) {
    boolean reads = Set.of(HandlerType.GET, HandlerType.HEAD).contains(context.method());
    if (reads || context.path().startsWith("/api/")) {
      answer(
          context,
          HttpStatus.NOT_FOUND,
          "There is nothing at %s. The page is at /, what programs need is told at /api."
              .formatted(context.path()));
    } else {
      refuseMethod(context, "GET, HEAD");
    }
  }

  private static void refuseMethod(Context context, String allowed) {
    context.header("Allow", allowed);
    answer(
        context,
        HttpStatus.METHOD_NOT_ALLOWED,
        "%s takes %s, not %s.".formatted(context.path(), allowed, context.method()));
  }

  /** Of what only the log tells. */
  static void apologise(Exception bug, Context context) {
    LOG.error("{} {} failed", context.method(), context.path(), bug);
    answer(
        context,
        HttpStatus.INTERNAL_SERVER_ERROR,
        "Something went wrong in the server; its log says more.");
  }

  private static void answer(Context context, HttpStatus status, String error) {
    context.status(status);
    json(context, error(error));
  }

  /** What the API answers where something is wrong. */
  static Map<String, String> error(String message) {
    return Map.of("error", message);
  }

  static void json(Context context, Map<String, ?> values) {
    context.contentType("application/json").result(jsonOf(values));
  }

  static String jsonOf(Map<String, ?> values) {
    try {
      return JSON.writeValueAsString(values);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static Throwable rootCause(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
