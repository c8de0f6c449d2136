namespace HwAgent.Toolchain.Tests;

/// <summary>A small output-stationary int8 array with a drain chain: the typical design, without the typical size.</summary>
internal static class SystolicArray
{
    public const string Element = """
        module pe #(
          parameter int Width = 8,
          parameter int AccWidth = 32
        ) (
          input  logic                       clk_i,
          input  logic                       rst_ni,
          input  logic                       en_i,
          input  logic                       clear_i,
          input  logic                       drain_i,
          input  logic signed [Width-1:0]    a_i,
          input  logic signed [Width-1:0]    b_i,
          input  logic signed [AccWidth-1:0] acc_i,
          output logic signed [Width-1:0]    a_o,
          output logic signed [Width-1:0]    b_o,
          output logic signed [AccWidth-1:0] acc_o
        );
          logic signed [Width-1:0] a_q, b_q;
          logic signed [AccWidth-1:0] acc_q;
          logic signed [2*Width-1:0] product;
          assign product = a_i * b_i;
          always_ff @(posedge clk_i or negedge rst_ni) begin
            if (!rst_ni) begin
              a_q   <= '0;
              b_q   <= '0;
              acc_q <= '0;
            end else if (drain_i) begin
              acc_q <= acc_i;
            end else if (en_i) begin
              a_q   <= a_i;
              b_q   <= b_i;
              acc_q <= clear_i ? AccWidth'(product) : acc_q + AccWidth'(product);
            end
          end
          assign a_o   = a_q;
          assign b_o   = b_q;
          assign acc_o = acc_q;
        endmodule

        """;

    public static string Array(int rows, int columns) => $$"""
        module array #(
          parameter int Rows = {{rows}},
          parameter int Cols = {{columns}}
        ) (
          input  logic               clk_i,
          input  logic               rst_ni,
          input  logic               en_i,
          input  logic               clear_i,
          input  logic               drain_i,
          input  logic [Rows*8-1:0]  a_i,
          input  logic [Cols*8-1:0]  b_i,
          output logic [Cols*32-1:0] acc_o
        );
          logic [Rows*(Cols+1)*8-1:0]  a_w;
          logic [(Rows+1)*Cols*8-1:0]  b_w;
          logic [(Rows+1)*Cols*32-1:0] acc_w;
          assign b_w[Cols*8-1:0] = b_i;
          assign acc_w[Cols*32-1:0] = '0;
          assign acc_o = acc_w[Rows*Cols*32 +: Cols*32];
          // The right and lower edges of the array end here.
          logic unused_edges;
          assign unused_edges = ^{b_w[Rows*Cols*8 +: Cols*8], a_w};
          for (genvar r = 0; r < Rows; r++) begin : gen_row
            assign a_w[r*(Cols+1)*8 +: 8] = a_i[r*8 +: 8];
            for (genvar c = 0; c < Cols; c++) begin : gen_col
              pe u_pe (
                .clk_i, .rst_ni, .en_i, .clear_i, .drain_i,
                .a_i  (a_w[(r*(Cols+1)+c)*8 +: 8]),
                .b_i  (b_w[(r*Cols+c)*8 +: 8]),
                .acc_i(acc_w[(r*Cols+c)*32 +: 32]),
                .a_o  (a_w[(r*(Cols+1)+c+1)*8 +: 8]),
                .b_o  (b_w[((r+1)*Cols+c)*8 +: 8]),
                .acc_o(acc_w[((r+1)*Cols+c)*32 +: 32])
              );
            end
          end
        endmodule

        """;

    /// <summary>Runs N cycles on a fixed pseudo-random stream; writes the last column sums and a checksum to out.txt.</summary>
    public const string Driver = """
        #include "Varray.h"
        #include "verilated.h"
        #include <cstdio>
        #include <cstdlib>
        #include <cstdint>
        #include <type_traits>
        template <class T> void put(T& port, int word, uint32_t value) {
          if constexpr (std::is_integral_v<T>) port = value; else port[word] = value;
        }
        int main(int argc, char** argv) {
          VerilatedContext context;
          context.commandArgs(argc, argv);
          Varray top{&context};
          long cycles = argc > 1 ? atol(argv[1]) : 1000;
          uint64_t s = 88172645463325252ull, sum = 0;
          top.rst_ni = 0; top.eval(); top.rst_ni = 1; top.en_i = 1;
          for (long i = 0; i < cycles; i++) {
            for (int w = 0; w < WORDS; w++) { s ^= s << 13; s ^= s >> 7; s ^= s << 17; put(top.a_i, w, s); put(top.b_i, w, s >> 32); }
            top.clear_i = (i & 63) == 0; top.drain_i = (i & 63) >= 48;
            top.clk_i = 1; top.eval(); top.clk_i = 0; top.eval();
            sum = sum * 31 + top.acc_o[i & (WORDS * 4 - 1)];
          }
          FILE* out = fopen("out.txt", "w");
          fprintf(out, "%016llx\n", (unsigned long long)sum);
          fclose(out);
          puts("done");
          return 0;
        }

        """;
}
