// Test bench of the whole accelerator: reset, instruction stream, memory, and nothing that judges.
// It writes what came out; comparing is the caller's work. Usage: testbench JOB...
// A job file is little-endian: 16 uint64 (magic, instructions, memory bytes, latency, slot numerator,
// slot denominator, stall seed (0: none), stall per mille, cycle limit, reset cycle (0: none),
// dump start, dump bytes, 4 unused), the instructions (16 bytes each), the memory.
// For job I it writes I.out (the dumped bytes) and I.txt (one "name value" a line).
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <string>
#include <vector>

#include "Vhwa_accelerator.h"
#include "verilated.h"

namespace {

constexpr uint64_t kMagic = 0x31424f4a41574848ull;  // "HHWAJOB1"

struct Job {
  uint64_t magic, instructions, memory_bytes, latency, numerator, denominator, seed, stall, limit, reset_cycle, dump_start, dump_bytes, unused[4];
};

struct Burst {
  bool write;
  uint64_t beat, beats, eligible;
};

// xorshift64*: decides which port hesitates in which cycle.
struct Random {
  uint64_t state;
  bool hits(uint64_t per_mille) {
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return (state * 2685821657736338717ull >> 33) % 1000 < per_mille;
  }
};

template <class T>
void put(T& port, const uint8_t* bytes) {
  std::memcpy(&port, bytes, sizeof(T));
}

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "testbench: %s\n", what.c_str());
  std::exit(3);
}

void run(const char* path, int number) {
  FILE* file = std::fopen(path, "rb");
  if (file == nullptr) fail(std::string("cannot read ") + path);
  Job job;
  if (std::fread(&job, sizeof job, 1, file) != 1 || job.magic != kMagic) fail(std::string("no job in ") + path);
  std::vector<uint8_t> program(job.instructions * 16), memory(job.memory_bytes);
  if (std::fread(program.data(), 1, program.size(), file) != program.size()) fail("short program");
  if (std::fread(memory.data(), 1, memory.size(), file) != memory.size()) fail("short memory");
  std::fclose(file);

  VerilatedContext context;
  context.randReset(0);
  Vhwa_accelerator top{&context};
  constexpr size_t kBeat = sizeof(top.mem_rdata_i);
  const std::vector<uint8_t> initial = job.reset_cycle != 0 ? memory : std::vector<uint8_t>();
  Random random{job.seed * 0x9e3779b97f4a7c15ull | 1};
  const bool stalls = job.seed != 0;

  auto reset = [&] {
    top.rst_ni = 0;
    top.inst_valid_i = 0;
    top.mem_req_ready_i = 0;
    top.mem_rvalid_i = 0;
    top.mem_wready_i = 0;
    for (int i = 0; i < 4; i++) {
      top.clk_i = 0;
      top.eval();
      top.clk_i = 1;
      top.eval();
    }
    top.clk_i = 0;
    top.rst_ni = 1;
    top.eval();
  };

  uint64_t cycle, total, busy, reads, writes, requests, next;
  std::deque<Burst> bursts;
  bool halted, overrun;
  bool reset_pending = job.reset_cycle != 0;
  bool restart = true;
  while (restart) {
    restart = false;
    reset();
    cycle = total = busy = reads = writes = requests = next = 0;
    bursts.clear();
    halted = overrun = false;
    bool rvalid_held = false;
    while (!halted && cycle < job.limit) {
      if (reset_pending && cycle == job.reset_cycle) {
        reset_pending = false;
        restart = true;
        memory = initial;
        break;
      }
      const bool slot = (cycle + 1) * job.numerator / job.denominator > cycle * job.numerator / job.denominator;
      const bool ready = !bursts.empty() && cycle >= bursts.front().eligible;
      top.inst_valid_i = next < job.instructions && !(stalls && random.hits(job.stall));
      if (next < job.instructions) put(top.inst_i, &program[next * 16]);
      top.mem_req_ready_i = !(stalls && random.hits(job.stall));
      const bool offer_read = ready && !bursts.front().write && (rvalid_held || (slot && !(stalls && random.hits(job.stall))));
      top.mem_rvalid_i = offer_read;
      if (offer_read) put(top.mem_rdata_i, &memory[bursts.front().beat * kBeat]);
      top.mem_wready_i = ready && bursts.front().write && slot && !(stalls && random.hits(job.stall));
      top.clk_i = 0;
      top.eval();

      if (top.busy_o) busy++;
      if (top.inst_valid_i && top.inst_ready_o) {
        halted = (program[next * 16] & 15) == 15;
        next++;
      }
      rvalid_held = offer_read && !top.mem_rready_o;
      if (offer_read && top.mem_rready_o) {
        reads++;
        Burst& burst = bursts.front();
        burst.beat++;
        if (--burst.beats == 0) bursts.pop_front();
      } else if (top.mem_wready_i && top.mem_wvalid_o) {
        writes++;
        Burst& burst = bursts.front();
        std::memcpy(&memory[burst.beat * kBeat], &top.mem_wdata_o, kBeat);
        burst.beat++;
        if (--burst.beats == 0) bursts.pop_front();
      }
      if (top.mem_req_valid_o && top.mem_req_ready_i) {
        const Burst burst{top.mem_req_write_o != 0, top.mem_req_addr_o, top.mem_req_beats_o, cycle + (top.mem_req_write_o ? 1 : job.latency)};
        if (burst.beats == 0 || (burst.beat + burst.beats) * kBeat > memory.size()) {
          overrun = true;
          break;
        }
        requests++;
        bursts.push_back(burst);
      }
      top.clk_i = 1;
      top.eval();
      cycle++;
    }
  }

  const std::string name = std::to_string(number);
  FILE* out = std::fopen((name + ".out").c_str(), "wb");
  if (out == nullptr || job.dump_start + job.dump_bytes > memory.size()) fail("cannot dump");
  std::fwrite(memory.data() + job.dump_start, 1, job.dump_bytes, out);
  std::fclose(out);
  FILE* text = std::fopen((name + ".txt").c_str(), "w");
  std::fprintf(text, "halted %d\noverrun %d\ncycles %llu\nbusy %llu\nreads %llu\nwrites %llu\nrequests %llu\ninstructions %llu\n", halted ? 1 : 0, overrun ? 1 : 0,
               (unsigned long long)cycle, (unsigned long long)busy, (unsigned long long)reads, (unsigned long long)writes,
               (unsigned long long)requests, (unsigned long long)next);
  std::fclose(text);
}

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; i++) run(argv[i], i);
  return 0;
}
