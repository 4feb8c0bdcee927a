package io.github.dl4jinpaint.examples.command;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What a command prints. */
public final class Console {

  private Console() {}

  public static String printed(Runnable command) {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      command.run();
    } finally {
      System.setOut(console);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  public static String printedErrors(Runnable command) {
    PrintStream console = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      command.run();
    } finally {
      System.setErr(console);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  /** What it prints, errors included. */
  public static String all(Runnable command) {
    PrintStream errors = System.err;
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
    try {
      return printed(command) + told.toString(StandardCharsets.UTF_8);
    } finally {
      System.setErr(errors);
    }
  }
}
