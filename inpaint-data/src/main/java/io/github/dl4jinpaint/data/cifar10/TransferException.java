package io.github.dl4jinpaint.data.cifar10;

import java.io.IOException;

/** What came, or didn't come, is to blame: the server or the way to it, not this machine. */
final class TransferException extends IOException {
  private static final long serialVersionUID = 1;

  private final boolean passing;

  private TransferException(String message, Throwable cause, boolean passing) {
    super(message, cause);
    this.passing = passing;
  }

  /** Another try may succeed. */
  static TransferException passing(String message, Throwable cause) {
    return new TransferException(message, cause, true);
  }

  /** Another try would end the same way. */
  static TransferException lasting(String message, Throwable cause) {
    return new TransferException(message, cause, false);
  }

  boolean isPassing() {
    return passing;
  }
}
