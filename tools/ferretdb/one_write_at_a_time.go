package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"sync"
)

// MongoDB does each write to one document atomically. FerretDB 1.24 reads the document, computes, and writes it back in
// steps between which other writes come in, so that of 50 $push at once 2 are left. Here writes go to it one at a time,
// unless parallelWrites asks for FerretDB as it is.
func serve(ctx context.Context, listen, inner string, parallelWrites bool) error {
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	context.AfterFunc(ctx, func() { listener.Close() })
	var turns sync.Locker = &sync.Mutex{}
	if parallelWrites {
		turns = noTurns{}
	}
	for {
		client, err := listener.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		go func() {
			defer client.Close()
			server, err := net.Dial("tcp", inner)
			if err != nil {
				return
			}
			defer server.Close()
			for exchange(client, server, turns) == nil {
			}
		}()
	}
}

type noTurns struct{}

func (noTurns) Lock()   {}
func (noTurns) Unlock() {}

func exchange(client, server net.Conn, writing sync.Locker) error {
	request, err := readMessage(client)
	if err != nil {
		return err
	}
	if isWrite(request) {
		writing.Lock()
		defer writing.Unlock()
	}
	if _, err := server.Write(request); err != nil {
		return err
	}
	response, err := readMessage(server)
	if err != nil {
		return err
	}
	_, err = client.Write(response)
	return err
}

// A message begins with its own length (MongoDB wire protocol, standard message header).
func readMessage(from io.Reader) ([]byte, error) {
	message := make([]byte, 4)
	if _, err := io.ReadFull(from, message); err != nil {
		return nil, err
	}
	length := binary.LittleEndian.Uint32(message)
	if length < 16 || length > 48_000_000 {
		return nil, fmt.Errorf("a message of %d bytes", length)
	}
	message = append(message, make([]byte, length-4)...)
	_, err := io.ReadFull(from, message[4:])
	return message, err
}

var writes = [][]byte{[]byte("insert\x00"), []byte("update\x00"), []byte("delete\x00"), []byte("findAndModify\x00"), []byte("createIndexes\x00")}

// OP_MSG: a header of 16 bytes, 4 of flags, 1 of the section's kind, the document's 4 of length and 1 of its first
// element's type; then that element's name, which is the command's.
func isWrite(message []byte) bool {
	const command = 26
	for _, name := range writes {
		if len(message) > command && bytes.HasPrefix(message[command:], name) {
			return true
		}
	}
	return false
}
