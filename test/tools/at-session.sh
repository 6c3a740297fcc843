#!/bin/sh
# An AT program that is not ours: talks to a module on its standard input and output, tells on standard error what came.
# Argument: the UDP port of an echo service on 192.0.2.9.

tell() { printf '%s\n' "$1" >&2; }

# Sends a command and takes lines up to the final result.
ask() {
  printf '%s\r\n' "$1"
  while IFS= read -r line; do
    line=$(printf '%s' "$line" | tr -d '\r')
    [ -z "$line" ] || tell "$line"
    case "$line" in OK) return 0 ;; *ERROR*) return 1 ;; esac
  done
  exit 1
}

# Takes lines up to one that begins so.
await() {
  while IFS= read -r line; do
    line=$(printf '%s' "$line" | tr -d '\r')
    [ -z "$line" ] || tell "$line"
    case "$line" in "$1"*) return 0 ;; esac
  done
  exit 1
}

ask AT
ask AT+CGMM
ask AT+NOSUCH
ask AT+CEREG?
ask 'AT+NSOCR="DGRAM",17,0,1'
ask "AT+NSOST=0,192.0.2.9,$1,4,50494E47"
await +NSONMI:
ask AT+NSORF=0,100
ask AT+NSOCL=0
ask AT+MIPLVER?
tell done
