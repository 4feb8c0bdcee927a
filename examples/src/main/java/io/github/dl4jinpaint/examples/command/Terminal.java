package io.github.dl4jinpaint.examples.command;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;

/** Whether somebody sees at once what is told, and a line can be written over. */
final class Terminal {

  /** What the command's script knows of standard error: Java can't tell. */
  private static final String KNOWN = "inpaint.terminal";

  private Terminal() {}

  static boolean isThere() {
    String known = System.getProperty(KNOWN, "");
    return known.isEmpty() ? isTerminal(System.console()) : Boolean.parseBoolean(known);
  }

  /** From Java 22 on there is a console without a terminal too, which is asked. */
  private static boolean isTerminal(Console console) {
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(e);
    }
  }
}
